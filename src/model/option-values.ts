/**
 * Values of the widget's options, separated by spaces.
 * Source: https://docs.pluggy.ai/docs/connect-widget and the SDK's own types
 */
export const OPTION_VALUES = {
  connectorTypes:
    'PERSONAL_BANK BUSINESS_BANK INVOICE INVESTMENT TELECOMMUNICATION DIGITAL_ECONOMY PAYMENT_ACCOUNT OTHER',
  countries: 'AR BR CO MX',
  products:
    'ACCOUNTS CREDIT_CARDS TRANSACTIONS PAYMENT_DATA INVESTMENTS INVESTMENTS_TRANSACTIONS IDENTITY BROKERAGE_NOTE MOVE_SECURITY LOANS ACCOUNT_STATEMENTS',
} as const;
