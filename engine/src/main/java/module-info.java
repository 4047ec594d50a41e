/**
 * The send engine. A program opens a {@code filesystem} and sends from it with {@code send}; who
 * runs the stages in another way than one after the other finds them in the packages below that.
 * Formats of disk images and caches are not for use from outside.
 */
module io.btrsend.engine {
  requires com.github.luben.zstd_jni;

  exports io.btrsend.engine;
  exports io.btrsend.engine.ahead;
  exports io.btrsend.engine.device;
  exports io.btrsend.engine.extent;
  exports io.btrsend.engine.files;
  exports io.btrsend.engine.filesystem;
  exports io.btrsend.engine.format;
  exports io.btrsend.engine.image;
  exports io.btrsend.engine.salvage;
  exports io.btrsend.engine.scrub;
  exports io.btrsend.engine.send;
  exports io.btrsend.engine.send.gather;
  exports io.btrsend.engine.send.render;
  exports io.btrsend.engine.send.resolve;
  exports io.btrsend.engine.send.walk;
  exports io.btrsend.engine.stream;
  exports io.btrsend.engine.text;
  exports io.btrsend.engine.tree;
  exports io.btrsend.engine.volume;
}
