package io.btrsend.cli;

/** A command that reads a filesystem's images. */
interface ImageReader {
  ImageOptions images();
}
