package io.btrsend.engine.image.qemu;

import io.btrsend.engine.image.ByteSource;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A format of disk images that QEMU reads for us. */
public enum ForeignDisk {
  VMDK("vmdk"),
  VHDX("vhdx"),
  VDI("vdi"),
  VPC("vpc");

  private final String driver;

  ForeignDisk(String driver) {
    this.driver = driver;
  }

  /**
   * The format of a file by its first bytes, null if it is none of these. A fixed VPC image is
   * none: it begins with the disk itself, and so is read as a raw image.
   */
  public static ForeignDisk of(ByteSource file) {
    Structure structure = new Structure(file);
    if (VmdkImage.isAt(structure)) {
      return VMDK;
    }
    if (structure.has(0, ascii("vhdxfile"))) {
      return VHDX;
    }
    if (structure.has(64, HexFormat.of().parseHex("7f10dabe"))) {
      return VDI;
    }
    return structure.has(0, ascii("conectix")) ? VPC : null;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** QEMU's name of the format. */
  String driver() {
    return driver;
  }

  /**
   * Checks that an image of this format refers to no other file.
   *
   * @throws io.btrsend.engine.EngineException if it does, or if that cannot be told
   */
  void requireSelfContained(ByteSource file) {
    Structure structure = new Structure(file);
    switch (this) {
      case VMDK -> VmdkImage.requireSelfContained(structure);
      case VHDX -> VhdxImage.requireSelfContained(structure);
      case VDI -> VdiImage.requireSelfContained(structure);
      case VPC -> VpcImage.requireSelfContained(structure);
    }
  }
}
