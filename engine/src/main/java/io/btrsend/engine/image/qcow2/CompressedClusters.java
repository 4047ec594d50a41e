package io.btrsend.engine.image.qcow2;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Reads compressed clusters of a backing chain. One that is wanted whole is decoded into its
 * destination; of those that are wanted in part, the last ones are kept: at most {@value
 * #MAX_SLOTS}, and with large clusters so many that they take {@value #SLOT_BYTES} bytes, but
 * {@value #MIN_SLOTS}. Thread-safe.
 */
final class CompressedClusters implements AutoCloseable {
  private static final int MAX_SLOTS = 64;
  private static final int MIN_SLOTS = 8;
  private static final int SLOT_BYTES = 8 << 20;

  /** A cluster that is kept, guarded by itself. */
  private static final class Slot {
    CompressedCluster cluster;
    ByteBuffer content = ByteBuffer.allocateDirect(0);
  }

  private final Slot[] slots = new Slot[MAX_SLOTS];

  /** Decoders that nobody uses; guarded by itself. */
  private final ArrayDeque<Decoder> idle = new ArrayDeque<>();

  CompressedClusters() {
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new Slot();
    }
  }

  /**
   * Fills a buffer from a place in a cluster.
   *
   * @param within offset in its content, bytes
   */
  void read(CompressedCluster cluster, int within, ByteBuffer dst) {
    if (dst.remaining() == cluster.clusterSize() && dst.isDirect()) {
      decode(cluster, dst);
      return;
    }
    int count = Math.max(MIN_SLOTS, Math.min(MAX_SLOTS, SLOT_BYTES / cluster.clusterSize()));
    Slot slot = slots[Math.floorMod(Long.hashCode(cluster.offset() * 0x9e3779b97f4a7c15L), count)];
    synchronized (slot) {
      if (!cluster.isSame(slot.cluster)) {
        fill(slot, cluster);
      }
      dst.put(slot.content.duplicate().position(within).limit(within + dst.remaining()));
    }
  }

  private void fill(Slot slot, CompressedCluster cluster) {
    slot.cluster = null;
    if (slot.content.capacity() < cluster.clusterSize()) {
      slot.content = ByteBuffer.allocateDirect(cluster.clusterSize());
    }
    decode(cluster, slot.content.clear().limit(cluster.clusterSize()));
    slot.content.clear();
    slot.cluster = cluster;
  }

  private void decode(CompressedCluster cluster, ByteBuffer content) {
    Decoder decoder;
    synchronized (idle) {
      decoder = idle.poll();
    }
    if (decoder == null) {
      decoder = new Decoder();
    }
    try {
      decoder.decode(cluster, content);
    } finally {
      synchronized (idle) {
        idle.push(decoder);
      }
    }
  }

  @Override
  public void close() {
    synchronized (idle) {
      idle.forEach(Decoder::close);
      idle.clear();
    }
  }
}
