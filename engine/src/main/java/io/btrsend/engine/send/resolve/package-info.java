/**
 * The third stage, and the only one with a memory: makes every decision of a send in the order of
 * the walk. Nothing here reads file data.
 */
package io.btrsend.engine.send.resolve;
