/**
 * The first stage: visits the tree being sent, or its difference to the parent, and hands out
 * bounded slices of what it reports. It decides nothing.
 */
package io.btrsend.engine.send.walk;
