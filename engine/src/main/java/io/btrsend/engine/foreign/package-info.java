/**
 * Formats of files that are neither a btrfs filesystem nor a send stream, recognised by their
 * documented magic numbers, so that a user hears what a file is and what to do with it. Loaded only
 * after a file was found to be of no use; nothing here reads more than the magic numbers.
 */
package io.btrsend.engine.foreign;
