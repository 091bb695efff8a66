<?php
// The Laravel sample as Blade renders it: `php -S 127.0.0.1:<port> laravel.php`, with the
// samples in the folder `SAMPLES`. Answers the page, and 204 or 419 to
// what it sends. The token is that of Laravel's session; the helper and the check below are in laravel/framework, of
// which there are only the components here.
require '/usr/share/php/Illuminate/View/autoload.php';
require '/usr/share/php/Illuminate/Session/autoload.php';

use Illuminate\Events\Dispatcher;
use Illuminate\Filesystem\Filesystem;
use Illuminate\Session\FileSessionHandler;
use Illuminate\Session\Store;
use Illuminate\View\Compilers\BladeCompiler;
use Illuminate\View\Engines\CompilerEngine;
use Illuminate\View\Engines\EngineResolver;
use Illuminate\View\Factory;
use Illuminate\View\FileViewFinder;

$files = new Filesystem();
$cache = sys_get_temp_dir() . '/pluggy-elements-blade';
$files->ensureDirectoryExists($cache);

$session = new Store('laravel_session', new FileSessionHandler($files, $cache, 120), $_COOKIE['laravel_session'] ?? null);
$session->start();

function csrf_token()
{
    return $GLOBALS['session']->token();
}

function csrf_field()
{
    return '<input type="hidden" name="_token" value="' . csrf_token() . '">';
}

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $sent = $_POST['_token'] ?? $_SERVER['HTTP_X_CSRF_TOKEN'] ?? '';
    http_response_code(hash_equals($session->token(), $sent) ? 204 : 419);
    return;
}

$engines = new EngineResolver();
$engines->register('blade', fn () => new CompilerEngine(new BladeCompiler($files, $cache)));
$views = new Factory($engines, new FileViewFinder($files, [getenv('SAMPLES')]), new Dispatcher());
$page = $views->make('form-laravel')->render();
$session->save();
setcookie('laravel_session', $session->getId(), ['path' => '/', 'httponly' => true, 'samesite' => 'Lax']);
echo $page;
