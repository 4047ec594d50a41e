/**
 * A whole filesystem: opening and assembling its images, listing and finding its subvolumes, and
 * typed look-ups inside a subvolume. Nothing here knows of sending.
 */
package io.btrsend.engine.filesystem;
