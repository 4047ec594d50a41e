package io.btrsend.engine.image.nbd;

import io.btrsend.engine.ImageAccessException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where an export is: {@code nbd://HOST[:PORT]/EXPORT}, {@code nbds://HOST[:PORT]/EXPORT} with TLS,
 * or {@code nbd+unix:///EXPORT?socket=PATH}. In the name of the export and in the path, {@code %40}
 * and the like stand for bytes; the name may be empty.
 *
 * @param text what the user wrote: it, or the image that is served there
 * @param host of a TCP address, null for a Unix socket
 * @param port of a TCP address
 * @param socket of a Unix address, null for TCP
 * @param export name of the export
 * @param tls whether the connection must be encrypted
 */
record NbdAddress(String text, String host, int port, Path socket, String export, boolean tls) {
  private static final String TCP = "nbd://";
  private static final String TLS = "nbds://";
  private static final String UNIX = "nbd+unix://";
  static final String FORMS =
      "nbd://HOST[:PORT]/EXPORT, nbds://HOST[:PORT]/EXPORT or nbd+unix:///EXPORT?socket=PATH";
  private static final String SOCKET_QUERY = "socket=";
  private static final int DEFAULT_PORT = 10809;
  private static final int MAX_PORT = 65535;

  /** The longest string there is in the protocol, bytes. */
  private static final int MAX_NAME = 4096;

  static boolean isOne(String text) {
    return text.startsWith(TCP) || text.startsWith(TLS) || text.startsWith(UNIX);
  }

  /**
   * Takes an address apart.
   *
   * @throws ImageAccessException if it is none
   */
  static NbdAddress parse(String text) {
    boolean unix = text.startsWith(UNIX);
    boolean tls = text.startsWith(TLS);
    String rest = text.substring((unix ? UNIX : tls ? TLS : TCP).length());
    int question = rest.indexOf('?');
    String query = question < 0 ? "" : rest.substring(question + 1);
    String place = question < 0 ? rest : rest.substring(0, question);
    int slash = place.indexOf('/');
    String authority = slash < 0 ? place : place.substring(0, slash);
    String export = slash < 0 ? "" : decoded(text, place.substring(slash + 1));
    if (export.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
      throw malformed(text, "the name of the export is too long");
    }
    if (unix) {
      return new NbdAddress(text, null, -1, socket(text, authority, query), export, false);
    }
    if (!query.isEmpty()) {
      throw malformed(text, "?" + query + " has no meaning here");
    }
    return ofTcp(text, authority, export, tls);
  }

  private static Path socket(String text, String authority, String query) {
    if (!authority.isEmpty()) {
      throw malformed(text, "a Unix socket has no host " + authority);
    }
    if (!query.startsWith(SOCKET_QUERY) || query.length() == SOCKET_QUERY.length()) {
      throw malformed(text, "?socket=PATH is missing");
    }
    try {
      return Path.of(decoded(text, query.substring(SOCKET_QUERY.length())));
    } catch (InvalidPathException e) {
      throw malformed(text, "the socket is not a path");
    }
  }

  /** The host may be an IPv6 address in brackets. */
  private static NbdAddress ofTcp(String text, String authority, String export, boolean tls) {
    int bracket = authority.indexOf(']');
    if (authority.startsWith("[") && bracket < 0) {
      throw malformed(text, "a bracket is not closed");
    }
    int colon = authority.indexOf(':', Math.max(bracket, 0));
    String host = colon < 0 ? authority : authority.substring(0, colon);
    boolean bracketed = host.startsWith("[") && bracket == host.length() - 1;
    host = bracketed ? host.substring(1, bracket) : host;
    if (host.isEmpty() || (!bracketed && bracket >= 0)) {
      throw malformed(text, "the host is missing");
    }
    int port = colon < 0 ? DEFAULT_PORT : port(text, authority.substring(colon + 1));
    return new NbdAddress(text, host, port, null, export, tls);
  }

  private static int port(String text, String digits) {
    int port = digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : -1;
    if (port < 1 || port > MAX_PORT) {
      throw malformed(text, "'" + digits + "' is not a port");
    }
    return port;
  }

  private static String decoded(String text, String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] raw = encoded.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        bytes.write(raw[i]);
        continue;
      }
      int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw malformed(text, "a % without two hexadecimal digits");
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static ImageAccessException malformed(String text, String fault) {
    return new ImageAccessException(
        text + ": is not an NBD address: " + fault + "; they are " + FORMS);
  }

  @Override
  public String toString() {
    return text;
  }
}
