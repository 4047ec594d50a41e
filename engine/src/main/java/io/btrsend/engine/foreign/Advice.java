package io.btrsend.engine.foreign;

/**
 * What to do with a file of a foreign format; null where there is nothing to do.
 *
 * @param image where a filesystem was expected
 * @param stream where a send stream was expected
 */
record Advice(String image, String stream) {
  static final Advice NONE = new Advice(null, null);

  /** What holds a filesystem that btrsend reads. */
  static final Advice READABLE = new Advice(null, "btrsend list FILE shows what can be sent of it");

  /** A send stream. */
  static final Advice VERIFY =
      new Advice("btrsend verify FILE checks it, btrsend dump FILE prints it", null);

  /** The content becomes a block device of its own. */
  static Advice device(String command, String device) {
    return new Advice(
        command
            + " and name "
            + device
            + " (a block device of a file: losetup --read-only --partscan --find --show FILE)",
        null);
  }

  /** A disk image that btrsend reads through qemu-nbd. */
  static Advice viaQemu(String format) {
    return new Advice("use --via-qemu, or " + serve(format).image(), null);
  }

  /** A disk image that qemu-nbd serves. */
  static Advice serve(String format) {
    return new Advice(
        "run qemu-nbd --read-only --persistent --format="
            + format
            + " --socket=/tmp/nbd.sock FILE and name nbd+unix:///?socket=/tmp/nbd.sock",
        null);
  }

  /** A file that a command unpacks to its standard output. */
  static Advice unpack(String command) {
    return new Advice(
        "run " + command + " FILE > DISK and name DISK", command + " FILE | btrsend verify");
  }
}
