package io.btrsend.engine.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Changes what a stream of the kernel does while it stays well formed: commands are left out,
 * doubled and put elsewhere, other paths of the stream take the place of theirs, and what was made
 * as one thing is made as another.
 */
final class MutatedStream {
  private static final List<CommandType> MAKERS =
      List.of(
          CommandType.MKFILE,
          CommandType.MKDIR,
          CommandType.MKFIFO,
          CommandType.SYMLINK,
          CommandType.SYMLINK,
          CommandType.MKNOD);

  private record Command(CommandType type, Map<Attribute, byte[]> values) {}

  private final Random random;
  private final String victim;
  private final int version;
  private final List<Command> commands = new ArrayList<>();
  private final List<byte[]> paths = new ArrayList<>();

  private MutatedStream(byte[] stream, Random random, String victim) {
    this.random = random;
    this.victim = victim;
    try (StreamReader reader = StreamBuilder.reader(stream, StreamReaderOptions.LENIENT)) {
      for (StreamCommand read = reader.next(); read != null; read = reader.next()) {
        Map<Attribute, byte[]> values = new EnumMap<>(Attribute.class);
        for (Attribute attribute : read.type().attributes()) {
          if (read.has(attribute)) {
            values.put(attribute, read.bytes(attribute));
          }
        }
        commands.add(new Command(read.type(), values));
        if (read.has(Attribute.PATH) && !read.type().startsSubvolume()) {
          paths.add(read.bytes(Attribute.PATH));
        }
      }
      version = reader.version();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] of(byte[] stream, Random random) {
    return of(stream, random, "/victim");
  }

  /**
   * Mutates a stream.
   *
   * @param victim where symbolic links point to
   */
  static byte[] of(byte[] stream, Random random, String victim) {
    MutatedStream mutated = new MutatedStream(stream, random, victim);
    for (int i = random.nextInt(6); i >= 0; i--) {
      mutated.mutate();
    }
    return mutated.bytes();
  }

  private void mutate() {
    if (commands.size() < 3 || paths.isEmpty()) {
      return;
    }
    int at = 1 + random.nextInt(commands.size() - 2); // The first and the last stay.
    Command command = commands.get(at);
    switch (random.nextInt(6)) {
      case 0 -> commands.remove(at);
      case 1 -> commands.add(1 + random.nextInt(commands.size() - 2), command);
      case 2 -> commands.add(1 + random.nextInt(commands.size() - 2), commands.remove(at));
      case 3 -> commands.set(at, remade(command));
      default -> commands.set(at, withOtherPath(command));
    }
  }

  private Command remade(Command command) {
    if (!MAKERS.contains(command.type())) {
      return command;
    }
    Map<Attribute, byte[]> values = new EnumMap<>(command.values());
    values.putIfAbsent(Attribute.MODE, StreamBuilder.u64(0020644));
    values.putIfAbsent(Attribute.RDEV, StreamBuilder.u64(0x103));
    values.putIfAbsent(Attribute.PATH_LINK, StreamBuilder.latin1(victim));
    return new Command(MAKERS.get(random.nextInt(MAKERS.size())), values);
  }

  private Command withOtherPath(Command command) {
    Map<Attribute, byte[]> values = new EnumMap<>(command.values());
    List<Attribute> present = ReceiverModel.PATHS.stream().filter(values::containsKey).toList();
    if (!present.isEmpty() && !command.type().startsSubvolume()) {
      Attribute changed = present.get(random.nextInt(present.size()));
      values.put(changed, paths.get(random.nextInt(paths.size())));
    }
    return new Command(command.type(), values);
  }

  private byte[] bytes() {
    StreamBuilder stream = StreamBuilder.version(version);
    for (Command command : commands) {
      List<byte[]> attributes = new ArrayList<>();
      for (Attribute attribute : command.type().attributes()) {
        byte[] value = command.values().get(attribute);
        if (value != null) {
          attributes.add(
              attribute == Attribute.DATA
                  ? stream.data(value)
                  : StreamBuilder.attribute(attribute, value));
        }
      }
      stream.command(command.type(), attributes.toArray(byte[][]::new));
    }
    return stream.bytes();
  }
}
