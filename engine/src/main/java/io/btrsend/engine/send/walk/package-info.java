/**
 * The first stage: visits the tree being sent, or its difference to the parent, and reports items
 * in bounded batches. It decides nothing.
 */
package io.btrsend.engine.send.walk;
