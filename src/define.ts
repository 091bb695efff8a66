/** Registers every element. */
import './define/connect.js';
