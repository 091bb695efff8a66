/** The login of every test user. https://docs.pluggy.ai/en/docs/guides/sandbox.md */
export const PASSWORD = 'password-ok';

/** The correct MFA code of every test user. */
export const CODE = '123456';
