/**
 * The fourth stage: fills segments with file data. A segment is self-contained, so any number of
 * threads can render at the same time, in any order.
 */
package io.btrsend.engine.send.render;
