package io.btrsend.actors.live;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing done to a filesystem. Implementations are records of strings and numbers; strings hold
 * one byte per character (ISO 8859-1), because names are bytes, and paths are relative to the top
 * level of the filesystem.
 *
 * <p>The text form is one line: the operation's word and its values, quoted as a shell quotes them.
 * It loses nothing, and with {@code op} in front it is a line of a fixture scenario.
 */
sealed interface Operation
    permits NameOperation,
        DataOperation,
        AttributeOperation,
        SubvolumeOperation,
        FilesystemOperation {

  /**
   * Does it.
   *
   * @return 0, or the error number if the kernel refused, which is no failure of the test: a
   *     shortened list of operations often asks for what is not there
   */
  int apply(LoopFilesystem filesystem);

  /** The word that its text form begins with. */
  default String word() {
    return word(getClass());
  }

  /** The text form. */
  default String text() {
    StringBuilder line = new StringBuilder(word());
    try {
      for (RecordComponent component : getClass().getRecordComponents()) {
        line.append(' ').append(ShellWords.quote(component.getAccessor().invoke(this).toString()));
      }
    } catch (ReflectiveOperationException e) {
      throw new UndeclaredThrowableException(e);
    }
    return line.toString();
  }

  /**
   * The operation of a text form.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Operation parse(String line) {
    List<String> words = ShellWords.split(line);
    Class<?> kind = Words.KINDS.get(words.get(0));
    if (kind == null) {
      throw new IllegalArgumentException("no such operation: " + line);
    }
    RecordComponent[] components = kind.getRecordComponents();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      String value = words.get(i + 1);
      values.add(components[i].getType() == long.class ? (Object) Long.valueOf(value) : value);
    }
    try {
      return (Operation) kind.getDeclaredConstructors()[0].newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(line, e);
    }
  }

  private static String word(Class<?> kind) {
    return kind.getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** What each word stands for. */
  final class Words {
    private static final Map<String, Class<?>> KINDS =
        Stream.of(Operation.class.getPermittedSubclasses())
            .flatMap(family -> Stream.of(family.getPermittedSubclasses()))
            .collect(Collectors.toUnmodifiableMap(Operation::word, kind -> kind));

    private Words() {}
  }
}
