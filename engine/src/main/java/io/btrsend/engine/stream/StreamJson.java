package io.btrsend.engine.stream;

import io.btrsend.engine.text.JsonText;
import io.btrsend.engine.text.NameText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Prints the commands of a stream as JSON, one object per line, with the same content as a dump.
 *
 * <p>Every object has {@code version} (of this format), {@code number} (of the command in the
 * input, from 1), {@code at} (its offset in bytes), {@code length} (in bytes, header included),
 * {@code command} (its name in lower case) and, but for the start of a subvolume, {@code subvolume}
 * (the name of its subvolume). Then come its attributes in the kernel's order under their names in
 * lower case:
 *
 * <ul>
 *   <li>integers as unsigned decimal numbers of up to 64 bits, {@code mode} as a string of octal
 *       digits;
 *   <li>UUIDs as strings;
 *   <li>times as {@code {"seconds":s,"nanoseconds":n}}, seconds being signed;
 *   <li>names, paths and values of extended attributes as strings, {@linkplain NameText#lossless
 *       escaped} without loss; a path is relative to the top of its subvolume, as in the stream;
 *   <li>other data by its size only: {@code data_len}, {@code verity_salt_len}, {@code
 *       verity_sig_len}.
 * </ul>
 *
 * <p>One object per stream, for one thread.
 */
public final class StreamJson implements CommandPrinter {
  private static final int VERSION = 1;

  private String subvolume = "";

  /** For the commands of one stream. */
  public StreamJson() {}

  @Override
  public void print(StreamCommand command, OutputStream out) throws IOException {
    CommandType type = command.type();
    if (type == null || type == CommandType.END) {
      return;
    }
    JsonText json = JsonText.document(VERSION);
    json.number("number", command.number());
    json.number("at", command.offset());
    json.number("length", command.length());
    json.string("command", type.title());
    if (!type.startsSubvolume()) {
      json.string("subvolume", subvolume);
    }
    for (Attribute attribute : type.attributes()) {
      if (type.requires(attribute) || command.has(attribute)) {
        append(json, command, attribute);
      }
    }
    json.endObject();
    out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
    if (type.startsSubvolume()) {
      subvolume = bytesAsText(command, Attribute.PATH);
    }
  }

  private static void append(JsonText json, StreamCommand command, Attribute attribute) {
    String name = attribute.name().toLowerCase(Locale.ROOT);
    switch (attribute) {
      case MODE -> json.string(name, Long.toOctalString(command.u64(attribute)));
      case XATTR_DATA -> json.string(name, bytesAsText(command, attribute));
      case DATA -> json.number("data_len", command.size(attribute));
      case VERITY_SALT_DATA -> json.number("verity_salt_len", command.size(attribute));
      case VERITY_SIG_DATA -> json.number("verity_sig_len", command.size(attribute));
      default -> appendByKind(json, command, attribute, name);
    }
  }

  private static void appendByKind(
      JsonText json, StreamCommand command, Attribute attribute, String name) {
    switch (attribute.kind()) {
      case U8 -> json.number(name, command.u8(attribute));
      case U32 -> json.number(name, Integer.toUnsignedLong(command.u32(attribute)));
      case U64 -> json.number(name, command.u64(attribute));
      case UUID -> json.string(name, command.uuid(attribute).toString());
      case STRING, DATA -> json.string(name, bytesAsText(command, attribute));
      case TIMESPEC -> {
        json.beginObject(name);
        json.signedNumber("seconds", command.seconds(attribute));
        json.number("nanoseconds", command.nanoseconds(attribute));
        json.endObject();
      }
    }
  }

  private static String bytesAsText(StreamCommand command, Attribute attribute) {
    return NameText.lossless(command.array(), command.start(attribute), command.size(attribute));
  }
}
