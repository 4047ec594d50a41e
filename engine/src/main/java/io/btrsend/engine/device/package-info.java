/**
 * The devices of one filesystem: finding the filesystem inside an image, and telling which images
 * belong together. Nothing here knows logical addresses.
 */
package io.btrsend.engine.device;
