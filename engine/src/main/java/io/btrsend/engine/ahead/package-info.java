/**
 * Reading ahead: bytes that will be needed soon are read before, many requests at a time on each
 * device. Does nothing while reads return at once, as from a warm cache. Knows sources of bytes and
 * positions, not what lies there.
 */
package io.btrsend.engine.ahead;
