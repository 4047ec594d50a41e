package io.btrsend.engine.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Composes streams of random commands over few names: directories, files, links and special files
 * are made, linked, moved onto each other and taken away, in several subvolumes, of which some are
 * snapshots of others or of one that the receiver has. Most commands are such that the receiver can
 * carry them out and stays where it belongs, so that many streams are sound; others are anything,
 * and some do what no command may.
 */
final class ComposedStream {
  /** The subvolume that the receiver has already. */
  private static final UUID UNSEEN = new UUID(0, 99);

  private static final List<CommandType> KINDS =
      List.of(
          CommandType.MKFILE,
          CommandType.MKDIR,
          CommandType.MKDIR,
          CommandType.MKNOD,
          CommandType.MKFIFO,
          CommandType.MKSOCK,
          CommandType.SYMLINK,
          CommandType.SYMLINK,
          CommandType.RENAME,
          CommandType.RENAME,
          CommandType.RENAME,
          CommandType.LINK,
          CommandType.LINK,
          CommandType.UNLINK,
          CommandType.RMDIR,
          CommandType.SET_XATTR,
          CommandType.REMOVE_XATTR,
          CommandType.WRITE,
          CommandType.WRITE,
          CommandType.CLONE,
          CommandType.CLONE,
          CommandType.TRUNCATE,
          CommandType.CHMOD,
          CommandType.CHOWN,
          CommandType.UTIMES,
          CommandType.FALLOCATE,
          CommandType.ENCODED_WRITE,
          CommandType.ENABLE_VERITY);

  private final Random random;
  private final int names;
  private final int anything;
  private final int depth;
  private final ReceiverModel.Inode unseen;
  private final ReceiverModel receiver = new ReceiverModel();
  private final List<UUID> uuids = new ArrayList<>(List.of(UNSEEN));

  /** Where links and special files were at any time, in any subvolume. */
  private final List<String> dangerous = new ArrayList<>();

  private final StreamBuilder stream = StreamBuilder.version(3);
  private int subvolumes;

  ComposedStream(Random random) {
    this.random = random;
    names = 2 + random.nextInt(4);
    boolean increment = random.nextBoolean();
    anything = increment ? random.nextInt(60) : random.nextInt(2) * random.nextInt(20);
    depth = 1 + random.nextInt(3);
    List<String> paths = Stream.generate(this::path).limit(random.nextInt(8)).toList();
    unseen = ReceiverModel.tree(paths, random);
    receiver.addReceived(UNSEEN, unseen.copy(new HashMap<>()));
    int most = random.nextInt(4) == 0 ? 8 : 3;
    for (int count = random.nextInt(most); count >= 0; count--) {
      subvolume(increment && subvolumes == 0);
    }
    append(new StreamBuilder().end());
  }

  byte[] bytes() {
    return stream.bytes();
  }

  /** What the receiver has of a subvolume that the stream does not bring. */
  ReceiverModel.Inode unseen() {
    return unseen.copy(new HashMap<>());
  }

  private void subvolume(boolean increment) {
    if (subvolumes > 0 && random.nextInt(6) == 0) {
      append(new StreamBuilder().end());
      stream.header(3);
    }
    boolean taken = subvolumes > 0 && random.nextInt(8) == 0;
    String name = "s" + (taken ? random.nextInt(subvolumes) : subvolumes++);
    boolean sameUuid = random.nextInt(4) == 0;
    UUID uuid = sameUuid ? any(uuids) : new UUID(1, uuids.size());
    StreamBuilder begin = new StreamBuilder();
    if (increment || (subvolumes > 1 && random.nextInt(5) < 3)) {
      begin.snapshot(name, uuid, increment ? UNSEEN : any(uuids));
    } else {
      begin.subvol(name, uuid);
    }
    uuids.add(uuid);
    append(begin);
    for (int commands = random.nextInt(16); commands > 0; commands--) {
      command();
    }
    if (random.nextInt(2) == 0) {
      attack();
    }
  }

  /** Adds a command that the receiver can carry out, if one is found soon, or anything at all. */
  private void command() {
    boolean any = random.nextInt(100) < anything;
    for (int tries = 0; tries < 8; tries++) {
      StreamBuilder command = command(KINDS.get(random.nextInt(KINDS.size())));
      ReceiverModel after = receiver.copy();
      boolean fine = carryOut(after, command) && after.violation() == null;
      if (any || fine) {
        append(command);
        return;
      }
    }
  }

  /** Adds a command that does at the receiver what it must not, if one is found soon. */
  private void attack() {
    for (int tries = 0; !dangerous.isEmpty() && tries < 40; tries++) {
      StreamBuilder command = command(KINDS.get(random.nextInt(KINDS.size())));
      ReceiverModel after = receiver.copy();
      carryOut(after, command);
      if (after.violation() != null) {
        append(command);
        return;
      }
    }
  }

  private StreamBuilder command(CommandType type) {
    StreamBuilder to = new StreamBuilder().as(3);
    byte[] data = {1, 2, 3};
    return switch (type) {
      case MKFILE -> to.mkfile(path());
      case MKDIR -> to.mkdir(path());
      case MKNOD -> to.mknod(path(), 0020644, 0x103);
      case MKFIFO -> to.mkfifo(path());
      case MKSOCK -> to.mksock(path());
      case SYMLINK -> to.symlink(path(), random.nextBoolean() ? "/victim" : "../.." + path());
      case RENAME -> to.rename(path(), path());
      case LINK -> to.link(path(), path());
      case UNLINK -> to.unlink(path());
      case RMDIR -> to.rmdir(path());
      case SET_XATTR -> to.setXattr(path());
      case REMOVE_XATTR -> to.removeXattr(path());
      case WRITE -> to.write(path(), 0, data);
      case CLONE -> to.clone(path(), any(uuids), path(), 0, 4096);
      case TRUNCATE -> to.truncate(path(), 1);
      case CHMOD -> to.chmod(path(), 0644);
      case CHOWN -> to.chown(path());
      case UTIMES -> to.utimes(path());
      case FALLOCATE -> to.fallocate(path(), 0, 4096);
      case ENCODED_WRITE -> to.encodedWrite(path(), data);
      case ENABLE_VERITY -> to.enableVerity(path());
      default -> throw new IllegalArgumentException(type.title());
    };
  }

  /** A path that is there or was once worth following, or one below it, or any. */
  private String path() {
    if (!dangerous.isEmpty() && random.nextInt(3) == 0) {
      String path = any(dangerous);
      return random.nextInt(3) == 0 ? path + "/" + name() : path;
    }
    Map<String, ReceiverModel.Kind> there = receiver.paths();
    if (there.isEmpty() || random.nextInt(4) == 0) {
      StringBuilder path = new StringBuilder(name());
      for (int i = random.nextInt(depth); i > 0; i--) {
        path.append('/').append(name());
      }
      return path.toString();
    }
    String path = any(List.copyOf(there.keySet()));
    return random.nextInt(4) == 0 ? path + "/" + name() : path;
  }

  private String name() {
    return name(random.nextInt(names));
  }

  private static String name(int number) {
    return String.valueOf((char) ('a' + number));
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void append(StreamBuilder command) {
    stream.raw(command.bytes());
    carryOut(receiver, command);
    receiver.paths().forEach(this::remember);
  }

  private void remember(String path, ReceiverModel.Kind kind) {
    boolean unsafe = kind == ReceiverModel.Kind.LINK || kind == ReceiverModel.Kind.SPECIAL;
    if (unsafe && !dangerous.contains(path)) {
      dangerous.add(path);
    }
  }

  private static boolean carryOut(ReceiverModel receiver, StreamBuilder builder) {
    byte[] bytes = builder.bytes();
    StreamCommand command = new StreamCommand("composed");
    command.beginAt(1, 0, 3);
    command.load(bytes, 0, bytes.length);
    command.splitAttributes(true);
    return receiver.carryOut(command);
  }
}
