/**
 * Verified, cached tree blocks and the cursor that searches and walks trees made of them. Nothing
 * here knows what an item means, except for the chunk tree, without which no block can be found.
 */
package io.btrsend.engine.tree;
