package io.btrsend.engine.scrub;

/** Joins findings about neighbouring sectors before it passes them on. For one thread. */
final class FindingRun {
  private final Ledger ledger;

  /** The finding that the next one may continue, or null. */
  private Finding open;

  FindingRun(Ledger ledger) {
    this.ledger = ledger;
  }

  void add(Finding finding) {
    Finding joined = open == null ? null : open.joined(finding);
    if (joined == null) {
      end();
    }
    open = joined == null ? finding : joined;
  }

  /** Passes on what is still open. */
  void end() {
    if (open != null) {
      ledger.found(open);
      open = null;
    }
  }
}
