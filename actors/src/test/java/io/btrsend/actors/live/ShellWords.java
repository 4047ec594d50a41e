package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;

/**
 * Words as bash writes them: plain where that is safe, otherwise {@code $'...'} with every odd byte
 * as {@code \xHH}. One character stands for one byte.
 */
final class ShellWords {

  private static final String PLAIN = "[A-Za-z0-9_./:=,+-]+";

  private ShellWords() {}

  static String quote(String word) {
    if (word.matches(PLAIN)) {
      return word;
    }
    StringBuilder quoted = new StringBuilder("$'");
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      String plain = String.valueOf(c);
      quoted.append(plain.matches(PLAIN) ? plain : String.format("\\x%02x", (int) c));
    }
    return quoted.append('\'').toString();
  }

  static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ", -1)) {
      words.add(word.startsWith("$'") ? unquote(word.substring(2, word.length() - 1)) : word);
    }
    return words;
  }

  private static String unquote(String quoted) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < quoted.length(); i++) {
      char c = quoted.charAt(i);
      if (c == '\\') {
        c = (char) Integer.parseInt(quoted.substring(i + 2, i + 4), 16);
        i += 3;
      }
      word.append(c);
    }
    return word.toString();
  }
}
