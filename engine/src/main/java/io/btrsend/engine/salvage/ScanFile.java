package io.btrsend.engine.salvage;

import io.btrsend.engine.ScanFileException;
import io.btrsend.engine.device.DeviceSet;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The result of a scan in a file, so that the devices need not be read again. Lines of ASCII, in
 * this order, numbers decimal and unsigned:
 *
 * <pre>
 *   btrsend scan 1
 *   filesystem UUID
 *   device DEVID UUID BYTES UNREADABLE       for each device
 *   root GENERATION LEVEL BYTENR             newest generation first
 *   older roots left out                     only if there are
 *   end CRC                                  CRC-32C of all bytes before, 8 hexadecimal digits
 * </pre>
 *
 * <p>What it says of roots is a hint: they are examined on the devices before they are used.
 */
public final class ScanFile {
  private static final String HEADER = "btrsend scan 1";
  private static final String LEFT_OUT = "older roots left out";

  /** More than all devices and {@link FoundRoots} need. */
  private static final int MAX_BYTES = 4 << 20;

  private static final String NUMBER = "(0|[1-9][0-9]{0,19})";
  private static final String ID = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";
  private static final Pattern FILESYSTEM = Pattern.compile("filesystem " + ID);
  private static final Pattern DEVICE =
      Pattern.compile("device " + NUMBER + " " + ID + " " + NUMBER + " " + NUMBER);
  private static final Pattern ROOT = Pattern.compile("root " + NUMBER + " ([0-7]) " + NUMBER);
  private static final Pattern END = Pattern.compile("end ([0-9a-f]{8})");

  private final Path file;
  private final List<String> lines;
  private int at;

  private ScanFile(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** The bytes of the file. */
  public static byte[] bytes(ScanResult result) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    text.append("filesystem ").append(result.filesystem()).append('\n');
    for (ScanResult.ScannedDevice device : result.devices()) {
      append(text.append("device "), device.devid()).append(' ').append(device.uuid());
      append(text.append(' '), device.bytes());
      append(text.append(' '), device.unreadable()).append('\n');
    }
    for (FoundRoot root : result.roots()) {
      append(text.append("root "), root.generation()).append(' ').append(root.level());
      append(text.append(' '), root.address()).append('\n');
    }
    if (result.isLeftOut()) {
      text.append(LEFT_OUT).append('\n');
    }
    String end = "end " + checksum(text.toString()) + "\n";
    return text.append(end).toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static StringBuilder append(StringBuilder text, long unsigned) {
    return text.append(Long.toUnsignedString(unsigned));
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    return String.format("%08x", crc.getValue());
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws ScanFileException if it is no such file, damaged, or of other devices
   * @throws IOException if it cannot be read
   */
  public static ScanResult read(Path file, DeviceSet devices) throws IOException {
    String text;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw failure(file, "has more than " + MAX_BYTES + " bytes");
      }
      text = new String(bytes, StandardCharsets.ISO_8859_1);
    }
    int end = text.lastIndexOf("end ");
    Matcher last = END.matcher(end < 0 ? "" : text.substring(end).stripTrailing());
    if (!text.startsWith(HEADER + "\n")) {
      throw failure(file, "does not begin with '" + HEADER + "'");
    }
    if (!last.matches() || !last.group(1).equals(checksum(text.substring(0, end)))) {
      throw failure(file, "is damaged: its checksum does not match");
    }
    ScanResult result = new ScanFile(file, text.substring(0, end).lines().toList()).result();
    if (!result.isOf(devices)) {
      throw failure(file, "is of another filesystem, or of other devices or images than these");
    }
    return result;
  }

  private ScanResult result() {
    at = 1;
    Matcher filesystem = next(FILESYSTEM);
    if (filesystem == null) {
      throw failure("filesystem UUID");
    }
    UUID uuid = UUID.fromString(filesystem.group(1));
    List<ScanResult.ScannedDevice> devices = new ArrayList<>();
    for (Matcher m = next(DEVICE); m != null; m = next(DEVICE)) {
      UUID id = UUID.fromString(m.group(2));
      devices.add(
          new ScanResult.ScannedDevice(
              number(m.group(1)), id, number(m.group(3)), number(m.group(4))));
    }
    List<FoundRoot> roots = new ArrayList<>();
    for (Matcher m = next(ROOT); m != null; m = next(ROOT)) {
      int level = Integer.parseInt(m.group(2));
      roots.add(new FoundRoot(number(m.group(1)), level, number(m.group(3))));
    }
    boolean leftOut = at < lines.size() && lines.get(at).equals(LEFT_OUT);
    at += leftOut ? 1 : 0;
    if (at < lines.size()) {
      throw failure("device, root or end");
    }
    return new ScanResult(uuid, devices, roots, leftOut);
  }

  /** The next line if it has that form, else null. */
  private Matcher next(Pattern form) {
    if (at >= lines.size()) {
      return null;
    }
    Matcher matcher = form.matcher(lines.get(at));
    if (!matcher.matches()) {
      return null;
    }
    at++;
    return matcher;
  }

  private long number(String digits) {
    if (new BigInteger(digits).bitLength() > Long.SIZE) {
      throw failure(file, "line " + at + ": " + digits + " does not fit into 64 bits");
    }
    return Long.parseUnsignedLong(digits);
  }

  private ScanFileException failure(String expected) {
    return failure(file, "line " + (at + 1) + ": expected " + expected);
  }

  private static ScanFileException failure(Path file, String problem) {
    return new ScanFileException(file + ": is no file of a scan that can be used: " + problem);
  }
}
