/** An example backend: its folder in demo/backends, and the command that runs it there. */
export interface Stack {
  readonly folder: string;
  /** `$PORT` and `$PAGE` stand for the port and the folder of the page, `$PYTHON` for Debian's Python. */
  readonly command: string;
}

/** The commands of the READMEs. */
export const STACKS: readonly Stack[] = [
  { folder: 'flask', command: '$PYTHON app.py' },
  {
    folder: 'django',
    command:
      'export DJANGO_SETTINGS_MODULE=settings; $PYTHON -m django migrate --run-syncdb && exec $PYTHON -m django runserver --noreload $PORT',
  },
  { folder: 'express', command: 'node server.js' },
  { folder: 'php', command: 'PHP_CLI_SERVER_WORKERS=8 php -S localhost:$PORT -t $PAGE index.php' },
  { folder: 'go', command: 'go run .' },
  {
    folder: 'worker',
    command: 'npx workerd serve config.capnp --directory-path page=$PAGE --socket-addr http=localhost:$PORT',
  },
  { folder: 'sinatra', command: 'ruby app.rb' },
  { folder: 'java', command: 'java -cp /usr/share/java/gson.jar Backend.java' },
];
