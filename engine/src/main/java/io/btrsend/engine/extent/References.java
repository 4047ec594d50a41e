package io.btrsend.engine.extent;

import java.util.Arrays;

/** A growing list of tree ids or block addresses. Lists are short: look-ups scan them. */
final class References {
  private long[] numbers = new long[4];
  private int size;

  void clear() {
    size = 0;
  }

  void add(long number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
    }
    numbers[size++] = number;
  }

  /** Adds a number unless it is there already. */
  void addOnce(long number) {
    if (!contains(number)) {
      add(number);
    }
  }

  /** Adds the numbers of another list that are not there already, in its order. */
  void addAllOnce(References others) {
    for (int i = 0; i < others.size; i++) {
      addOnce(others.numbers[i]);
    }
  }

  int size() {
    return size;
  }

  long get(int index) {
    return numbers[index];
  }

  boolean contains(long number) {
    for (int i = 0; i < size; i++) {
      if (numbers[i] == number) {
        return true;
      }
    }
    return false;
  }

  /** Puts the greatest unsigned number first. */
  void sortDescending() {
    for (int i = 1; i < size; i++) {
      long number = numbers[i];
      int at = i;
      while (at > 0 && Long.compareUnsigned(numbers[at - 1], number) < 0) {
        numbers[at] = numbers[at - 1];
        at--;
      }
      numbers[at] = number;
    }
  }

  long[] toArray() {
    return Arrays.copyOf(numbers, size);
  }
}
