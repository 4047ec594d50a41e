package io.btrsend.engine.send.resolve;

import io.btrsend.engine.CorruptFilesystemException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Owns the names that the current inode gains and loses. Each list keeps the order in which names
 * were recorded; a name that is recorded in both is dropped from both. Source: send semantics 6.2.
 */
final class ReferenceLists {
  /** The maximum number of names of an inode; it bounds the memory that damaged images can take. */
  private static final int MAX_LINKS = 65535;

  private final Map<Name, Reference> added = new LinkedHashMap<>();
  private final Map<Name, Reference> deleted = new LinkedHashMap<>();

  /** One name of the current inode, with the path computed when it was recorded or refreshed. */
  static final class Reference {
    private final long directory;
    private final long directoryGeneration;
    private final byte[] name;
    private byte[] fullPath;

    Reference(long directory, long directoryGeneration, byte[] name) {
      this.directory = directory;
      this.directoryGeneration = directoryGeneration;
      this.name = name;
    }

    long directory() {
      return directory;
    }

    long directoryGeneration() {
      return directoryGeneration;
    }

    InodeId directoryId() {
      return new InodeId(directory, directoryGeneration);
    }

    byte[] name() {
      return name;
    }

    byte[] fullPath() {
      return fullPath;
    }

    /** Computes the full path again, from the current path of the directory at the receiver. */
    void refresh(Paths paths) {
      fullPath = PathBytes.join(paths.current(directory, directoryGeneration), name);
      PathLimit.check(fullPath.length + 1);
    }
  }

  /** A name with value semantics. */
  private record Name(long directory, long directoryGeneration, byte[] bytes) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Name name
          && directory == name.directory
          && directoryGeneration == name.directoryGeneration
          && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(directory) + Arrays.hashCode(bytes);
    }
  }

  void recordNew(Reference reference) {
    record(reference, added, deleted);
  }

  void recordDeleted(Reference reference) {
    record(reference, deleted, added);
  }

  private static void record(
      Reference reference, Map<Name, Reference> list, Map<Name, Reference> opposite) {
    Name name = new Name(reference.directory(), reference.directoryGeneration(), reference.name());
    if (opposite.isEmpty() || opposite.remove(name) == null) {
      list.put(name, reference);
      requireLinkable(list);
    }
  }

  private static void requireLinkable(Map<Name, Reference> list) {
    if (list.size() > MAX_LINKS) {
      throw new CorruptFilesystemException("an inode has more than " + MAX_LINKS + " names");
    }
  }

  boolean isEmpty() {
    return added.isEmpty() && deleted.isEmpty();
  }

  Collection<Reference> added() {
    return added.values();
  }

  Collection<Reference> deleted() {
    return deleted.values();
  }

  void clear() {
    added.clear();
    deleted.clear();
  }
}
