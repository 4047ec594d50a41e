package io.btrsend.engine.image.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Agrees with a server on an export: "fixed newstyle", encrypted if the address says so, structured
 * replies if there are any. All numbers are big-endian.
 *
 * <pre>
 *   server   8 NBDMAGIC, 8 IHAVEOPT, 2 flags: 1 fixed newstyle, 2 no zeroes
 *   client   4 flags, the same
 *   option   8 IHAVEOPT, 4 option, 4 length, data
 *   reply    8 magic, 4 option, 4 type (bit 31: an error), 4 length, data
 *   go       4 length, name of the export, 2 number of infos, 2 for each
 *   info     2 type: 0 size (8 size, 2 flags), 3 block sizes (4 least, 4 preferred, 4 largest)
 * </pre>
 *
 * <p>Source: The NBD protocol, "Handshake", "Option types", "Option reply types".
 */
final class NbdHandshake {
  private static final long MAGIC = 0x4e42444d41474943L;
  private static final long OPTION_MAGIC = 0x49484156454f5054L;
  private static final long REPLY_MAGIC = 0x0003e889045565a9L;
  private static final int FIXED_NEWSTYLE = 1;
  private static final int NO_ZEROES = 2;

  private static final int LIST = 3;
  private static final int START_TLS = 5;
  private static final int GO = 7;
  private static final int STRUCTURED_REPLY = 8;

  private static final int ACK = 1;
  private static final int SERVER = 2;
  private static final int INFO = 3;
  private static final int UNSUPPORTED = 1 << 31 | 1;
  private static final int TLS_REQUIRED = 1 << 31 | 5;
  private static final int UNKNOWN = 1 << 31 | 6;

  private static final int INFO_EXPORT = 0;
  private static final int INFO_BLOCK_SIZE = 3;
  private static final int MANY_CONNECTIONS = 1 << 8;

  /** What is true of servers that say nothing: what all of them can do. */
  private static final int USUAL_ALIGNMENT = 512;

  private static final int USUAL_LARGEST = 32 << 20;
  private static final int MAX_ALIGNMENT = 1 << 16;

  private static final int MAX_REPLY = 64 << 10;
  private static final int MAX_REPLIES = 1024;
  private static final int MAX_LISTED = 20;

  /** A reply to an option. */
  private record Reply(int type, byte[] data) {
    boolean isError() {
      return type < 0;
    }

    String text() {
      return new String(data, StandardCharsets.UTF_8);
    }
  }

  private final NbdAddress address;
  private final Deadline deadline;
  private Transport transport;
  private NbdInput in;

  /**
   * @param transport connected, nothing exchanged yet; it stays the caller's
   */
  NbdHandshake(NbdAddress address, Transport transport, Deadline deadline) {
    this.address = address;
    this.deadline = deadline;
    this.transport = transport;
    this.in = new NbdInput(transport);
  }

  /**
   * Goes through with it, once.
   *
   * @throws NbdProtocolException if the server refuses or cannot be talked to
   * @throws IOException if the connection fails
   */
  NbdExport run() throws IOException {
    greet();
    if (address.tls()) {
      encrypt();
    }
    boolean structured = ask(STRUCTURED_REPLY);
    return go(structured);
  }

  /** The connection for what follows: another one if it is encrypted. */
  Transport transport() {
    return transport;
  }

  /** What the server has sent; continues the handshake. */
  NbdInput input() {
    return in;
  }

  private void greet() throws IOException {
    if (in.next(Long.BYTES, deadline).getLong() != MAGIC) {
      throw new NbdProtocolException("is no NBD server");
    }
    if (in.next(Long.BYTES, deadline).getLong() != OPTION_MAGIC) {
      throw new NbdProtocolException("speaks the old NBD protocol, without options");
    }
    int flags = in.next(Short.BYTES, deadline).getShort();
    if ((flags & FIXED_NEWSTYLE) == 0) {
      throw new NbdProtocolException("speaks an old NBD protocol, not fixed newstyle");
    }
    ByteBuffer answer = ByteBuffer.allocate(Integer.BYTES);
    transport.write(answer.putInt(flags & (FIXED_NEWSTYLE | NO_ZEROES)).flip(), deadline);
  }

  /** What came before the encryption could be anybody's and must not count afterwards. */
  private void encrypt() throws IOException {
    if (!ask(START_TLS)) {
      throw new NbdProtocolException("offers no TLS: without it the address begins with nbd://");
    }
    if (in.hasMore()) {
      throw NbdProtocolException.broken("bytes between the agreement on TLS and its beginning");
    }
    transport = transport.encrypted(deadline);
    in = new NbdInput(transport);
  }

  /** Asks for something without data; whether the server has it. */
  private boolean ask(int option) throws IOException {
    send(option, new byte[0]);
    Reply reply = reply(option);
    if (reply.type() == TLS_REQUIRED) {
      throw tlsRequired();
    }
    if (!reply.isError() && reply.type() != ACK) {
      throw unexpected(reply);
    }
    return reply.type() == ACK;
  }

  private NbdExport go(boolean structured) throws IOException {
    byte[] name = address.export().getBytes(StandardCharsets.UTF_8);
    ByteBuffer data = ByteBuffer.allocate(Integer.BYTES + name.length + 2 * Short.BYTES);
    data.putInt(name.length).put(name).putShort((short) 1).putShort((short) INFO_BLOCK_SIZE);
    send(GO, data.array());
    ByteBuffer export = null;
    ByteBuffer blocks = null;
    for (int i = 0; i < MAX_REPLIES; i++) {
      Reply reply = reply(GO);
      if (reply.isError()) {
        throw refused(reply);
      }
      if (reply.type() == ACK) {
        return export(export, blocks, structured);
      }
      if (reply.type() != INFO || reply.data().length < Short.BYTES) {
        throw unexpected(reply);
      }
      ByteBuffer info = ByteBuffer.wrap(reply.data());
      int type = info.getShort();
      if (type == INFO_EXPORT) {
        export = requireLength(info, Long.BYTES + Short.BYTES);
      } else if (type == INFO_BLOCK_SIZE) {
        blocks = requireLength(info, 3 * Integer.BYTES);
      }
    }
    throw NbdProtocolException.broken("an endless answer about the export");
  }

  private static ByteBuffer requireLength(ByteBuffer info, int length) throws IOException {
    if (info.remaining() != length) {
      throw NbdProtocolException.broken(info.remaining() + " bytes about the export");
    }
    return info;
  }

  private static NbdExport export(ByteBuffer export, ByteBuffer blocks, boolean structured)
      throws IOException {
    if (export == null) {
      throw NbdProtocolException.broken("an export without a size");
    }
    long size = export.getLong();
    if (size < 0) {
      throw NbdProtocolException.broken("a size of " + Long.toUnsignedString(size) + " bytes");
    }
    boolean manyConnections = (export.getShort() & MANY_CONNECTIONS) != 0;
    if (blocks == null) {
      return new NbdExport(size, manyConnections, structured, USUAL_ALIGNMENT, USUAL_LARGEST);
    }
    int least = blocks.getInt();
    long largest = Integer.toUnsignedLong(blocks.getInt(blocks.position() + Integer.BYTES));
    if (Integer.bitCount(least) != 1 || least < 0 || least > MAX_ALIGNMENT || largest < least) {
      throw NbdProtocolException.broken(
          "blocks of " + Integer.toUnsignedString(least) + " to " + largest + " bytes");
    }
    int usable = (int) Math.min(largest, USUAL_LARGEST) & -least;
    return new NbdExport(size, manyConnections, structured, least, usable);
  }

  private NbdProtocolException refused(Reply reply) throws IOException {
    if (reply.type() == TLS_REQUIRED) {
      return tlsRequired();
    }
    if (reply.type() == UNSUPPORTED) {
      return new NbdProtocolException("speaks an old NBD protocol, without the option GO");
    }
    String text = reply.text().isEmpty() ? "" : " (" + reply.text() + ")";
    return reply.type() == UNKNOWN
        ? new NbdProtocolException("has no such export" + text + list())
        : new NbdProtocolException(
            String.format("refuses the export: reply 0x%08x%s", reply.type(), text));
  }

  private static NbdProtocolException tlsRequired() {
    return new NbdProtocolException("wants TLS: with it the address begins with nbds://");
  }

  /** What exports there are, if the server tells. */
  private String list() throws IOException {
    send(LIST, new byte[0]);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < MAX_REPLIES; i++) {
      Reply reply = reply(LIST);
      if (reply.type() != SERVER) {
        break;
      }
      ByteBuffer data = ByteBuffer.wrap(reply.data());
      int length = data.remaining() < Integer.BYTES ? -1 : data.getInt();
      if (length < 0 || length > data.remaining()) {
        throw unexpected(reply);
      }
      if (names.size() < MAX_LISTED) {
        names.add(
            "'" + new String(data.array(), Integer.BYTES, length, StandardCharsets.UTF_8) + "'");
      }
    }
    return names.isEmpty() ? "" : "; it has " + String.join(", ", names);
  }

  private void send(int option, byte[] data) throws IOException {
    ByteBuffer message = ByteBuffer.allocate(2 * Long.BYTES + data.length);
    message.putLong(OPTION_MAGIC).putInt(option).putInt(data.length).put(data).flip();
    transport.write(message, deadline);
  }

  private Reply reply(int option) throws IOException {
    ByteBuffer head = in.next(20, deadline);
    long magic = head.getLong();
    int about = head.getInt();
    int type = head.getInt();
    int length = head.getInt();
    if (magic != REPLY_MAGIC || about != option) {
      throw NbdProtocolException.broken(
          String.format("a reply 0x%016x about option %d to option %d", magic, about, option));
    }
    if (length < 0 || length > MAX_REPLY) {
      throw NbdProtocolException.broken(
          "a reply of " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] data = new byte[length];
    in.read(ByteBuffer.wrap(data), deadline);
    return new Reply(type, data);
  }

  private static NbdProtocolException unexpected(Reply reply) {
    return NbdProtocolException.broken(
        String.format("a reply of type 0x%08x and %d bytes", reply.type(), reply.data().length));
  }
}
