/** Registers every element. */
import './define/connect.js';
import './define/item-status.js';
import './define/provider.js';
