package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws one of several things, each as likely as its weight says times a factor that is drawn once,
 * when it is added: so each seed has much of some things and nothing of others. Filesystems that
 * differ in character find more than filesystems that are all alike.
 */
final class Lottery<T> {

  private record Ticket<T>(int weight, T prize) {}

  private static final int[] FACTORS = {0, 1, 4, 4, 4, 12};
  private static final int USUAL_FACTOR = 4;

  private final SplittableRandom random;
  private final List<Ticket<T>> tickets = new ArrayList<>();
  private int totalWeight;

  Lottery(SplittableRandom random) {
    this.random = random;
  }

  void add(int weight, T prize) {
    addTicket(weight * FACTORS[random.nextInt(FACTORS.length)], prize);
  }

  /** Adds something that no seed goes without. */
  void addAlways(int weight, T prize) {
    addTicket(weight * USUAL_FACTOR, prize);
  }

  private void addTicket(int weight, T prize) {
    tickets.add(new Ticket<>(weight, prize));
    totalWeight += weight;
  }

  T draw() {
    int number = random.nextInt(totalWeight);
    for (Ticket<T> ticket : tickets) {
      number -= ticket.weight();
      if (number < 0) {
        return ticket.prize();
      }
    }
    throw new AssertionError("weights do not add up");
  }
}
