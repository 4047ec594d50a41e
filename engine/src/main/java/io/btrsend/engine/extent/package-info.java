/**
 * The bytes of files and who shares them: verified and decompressed reads of extents, and the back
 * references from an extent to every file that uses it, in the order in which the kernel finds
 * them. Nothing here knows paths or commands; which source a clone takes is decided elsewhere.
 */
package io.btrsend.engine.extent;
