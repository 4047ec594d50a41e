package io.btrsend.jobs.repository;

import io.btrsend.engine.format.Uuids;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Which snapshots are kept. For each source by itself: the last ones, and the last one of each of
 * the last days, weeks, months and years that have any.
 *
 * @param last how many of the newest
 * @param daily how many days, and so on
 */
public record Retention(int last, int daily, int weekly, int monthly, int yearly) {

  /** Keeps nothing, which is never meant. */
  public boolean isEmpty() {
    return last + daily + weekly + monthly + yearly == 0;
  }

  /**
   * The snapshots that are kept by a rule.
   *
   * @param zone in which days begin
   */
  public Set<SnapshotId> kept(Catalog catalog, ZoneId zone) {
    Set<SnapshotId> kept = new HashSet<>();
    for (List<Manifest> source : bySource(catalog).values()) {
      List<Manifest> newestFirst = new ArrayList<>(source);
      newestFirst.sort(
          Comparator.comparing((Manifest one) -> one.origin().created())
              .thenComparing(one -> one.snapshot().id().ctransid(), Long::compareUnsigned)
              .thenComparing(one -> one.snapshot().id().toString())
              .reversed());
      newestFirst.stream().limit(last).forEach(one -> kept.add(one.snapshot().id()));
      keep(newestFirst, daily, zone, date -> date, kept);
      keep(newestFirst, weekly, zone, Retention::week, kept);
      keep(newestFirst, monthly, zone, date -> date.withDayOfMonth(1), kept);
      keep(newestFirst, yearly, zone, LocalDate::getYear, kept);
    }
    return kept;
  }

  private static Object week(LocalDate date) {
    return List.of(
        date.get(IsoFields.WEEK_BASED_YEAR), date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }

  private static void keep(
      List<Manifest> newestFirst,
      int count,
      ZoneId zone,
      Function<LocalDate, Object> period,
      Set<SnapshotId> kept) {
    Set<Object> periods = new HashSet<>();
    for (Manifest manifest : newestFirst) {
      LocalDate date = manifest.origin().created().atZone(zone).toLocalDate();
      if (periods.size() < count && periods.add(period.apply(date))) {
        kept.add(manifest.snapshot().id());
      }
    }
  }

  /**
   * The snapshots by what they are snapshots of, followed to the first subvolume that is known; so
   * received snapshots, each of which is made from the one before, are of one source.
   */
  static Map<UUID, List<Manifest>> bySource(Catalog catalog) {
    Map<UUID, UUID> madeFrom = new HashMap<>();
    for (Manifest manifest : catalog.manifests()) {
      if (!manifest.origin().snapshotOf().equals(Uuids.ZERO)) {
        madeFrom.put(manifest.snapshot().id().uuid(), manifest.origin().snapshotOf());
      }
    }
    Map<UUID, List<Manifest>> sources = new HashMap<>();
    for (Manifest manifest : catalog.manifests()) {
      UUID source = manifest.snapshot().id().uuid();
      Set<UUID> seen = new HashSet<>();
      while (madeFrom.containsKey(source) && seen.add(source)) {
        source = madeFrom.get(source);
      }
      sources.computeIfAbsent(source, uuid -> new ArrayList<>()).add(manifest);
    }
    return sources;
  }
}
