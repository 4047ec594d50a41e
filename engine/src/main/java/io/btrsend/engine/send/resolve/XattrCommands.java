package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.Xattr;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Turns attribute items of the current inode into commands. Source: send semantics 8. */
final class XattrCommands {
  /** Sent when an inode is finished, because changing the owner would drop it. */
  static final byte[] CAPABILITY = ascii("security.capability");

  private static final byte[] ACCESS_ACL = ascii("system.posix_acl_access");
  private static final byte[] DEFAULT_ACL = ascii("system.posix_acl_default");
  private static final byte[] EMPTY_ACL = {2, 0, 0, 0};

  private final Paths paths;
  private final Commands commands;

  XattrCommands(Paths paths, Commands commands) {
    this.paths = paths;
    this.commands = commands;
  }

  void added(List<Xattr> xattrs) {
    xattrs.forEach(this::set);
  }

  void deleted(List<Xattr> xattrs) {
    xattrs.forEach(this::remove);
  }

  void changed(List<Xattr> now, List<Xattr> before) {
    for (Xattr xattr : now) {
      Xattr old = find(before, xattr.name());
      if (old == null || !Arrays.equals(old.value(), xattr.value())) {
        set(xattr);
      }
    }
    for (Xattr old : before) {
      if (find(now, old.name()) == null) {
        remove(old);
      }
    }
  }

  private static Xattr find(List<Xattr> xattrs, byte[] name) {
    for (Xattr xattr : xattrs) {
      if (Arrays.equals(xattr.name(), name)) {
        return xattr;
      }
    }
    return null;
  }

  /** The kernel compares only as many bytes as the stored name has; so does this. */
  private void set(Xattr xattr) {
    byte[] name = xattr.name();
    if (PathBytes.startsWith(CAPABILITY, name)) {
      return;
    }
    boolean acl = PathBytes.startsWith(ACCESS_ACL, name) || PathBytes.startsWith(DEFAULT_ACL, name);
    byte[] value = acl && xattr.value().length == 0 ? EMPTY_ACL : xattr.value();
    commands.setXattr(paths.ofCurrentInode(), name, value);
  }

  private void remove(Xattr xattr) {
    commands.removeXattr(paths.ofCurrentInode(), xattr.name());
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
