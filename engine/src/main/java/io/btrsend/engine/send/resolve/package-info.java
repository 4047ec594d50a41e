/**
 * The third stage and the only stateful one: makes all decisions of a send in the order of the
 * walk. Nothing here reads file data.
 */
package io.btrsend.engine.send.resolve;
