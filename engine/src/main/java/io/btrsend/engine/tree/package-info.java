/**
 * Verified, cached tree blocks, and the cursor that searches and walks trees of them. Nothing here
 * interprets items, except those of the chunk tree, which locate all blocks.
 */
package io.btrsend.engine.tree;
