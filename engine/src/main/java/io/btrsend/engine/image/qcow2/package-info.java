/**
 * qcow2 images: what a guest sees of them, read from the image, its backing chain and its external
 * data file. Nothing here knows what the guest stores.
 *
 * <p>Source: the public description "Qcow2 Image File Format" of the QEMU project (docs/interop).
 */
package io.btrsend.engine.image.qcow2;
