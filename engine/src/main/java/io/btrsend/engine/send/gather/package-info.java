/**
 * The second stage: prefetches the expensive facts that the resolver needs about extents. Pure
 * functions of the trees, so any number of threads can gather at the same time, in any order.
 */
package io.btrsend.engine.send.gather;
