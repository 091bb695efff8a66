/** Registers every element. */
import './define/connect.js';
import './define/error-banner.js';
import './define/institutions.js';
import './define/item-card.js';
import './define/item-list.js';
import './define/item-status.js';
import './define/provider.js';
import './define/reauth-prompt.js';
