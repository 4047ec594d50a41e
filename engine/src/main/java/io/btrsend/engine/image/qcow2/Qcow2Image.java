package io.btrsend.engine.image.qcow2;

import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.Layer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The disk in a qcow2 image as a guest sees it: its own clusters, and what it has not written from
 * its backing file. Thread-safe.
 */
public final class Qcow2Image implements ByteSource {
  private static final byte[] ZEROS = new byte[16 << 10];

  private final ByteSource file;

  /** Holds the clusters: the file itself, or the external data file. */
  private final ByteSource data;

  /** Null if there is none. */
  private final ByteSource backing;

  private final Qcow2Header header;
  private final L1Table table;
  private final OpenChain chain;
  private final ClusterMap map;

  Qcow2Image(
      ByteSource file,
      Qcow2Header header,
      L1Table table,
      ByteSource data,
      ByteSource backing,
      OpenChain chain) {
    this.file = file;
    this.header = header;
    this.table = table;
    this.data = data;
    this.backing = backing;
    this.chain = chain;
    this.map = new ClusterMap(file, header, table, chain.tables());
  }

  @Override
  public String name() {
    return table.snapshot() == null ? file.name() : file.name() + "#" + table.snapshot();
  }

  /** Bytes of the disk. */
  @Override
  public long size() {
    return table.size();
  }

  @Override
  public List<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    layers.add(file.layers().get(0).holding("qcow2", name(), size()));
    if (data != file) {
      layers.add(data.layers().get(0).as(Layer.Role.DATA_FILE));
    }
    if (backing != null) {
      for (Layer layer : backing.layers()) {
        layers.add(layer.as(Layer.Role.BACKING_FILE));
      }
    }
    return layers;
  }

  @Override
  public void read(long position, ByteBuffer dst) {
    requireInside(position, dst.remaining());
    Mapping mapping = new Mapping();
    int end = dst.limit();
    long at = position;
    try {
      while (dst.position() < end) {
        map.find(at, end - dst.position(), mapping);
        dst.limit(dst.position() + (int) mapping.length);
        read(at, mapping, dst);
        at += mapping.length;
      }
    } finally {
      dst.limit(end);
    }
  }

  private void read(long position, Mapping mapping, ByteBuffer dst) {
    switch (mapping.kind) {
      case DATA -> data.read(mapping.host, dst);
      case ZERO -> fillWithZeros(dst);
      case UNALLOCATED -> readBacking(position, dst);
      case COMPRESSED -> {
        int size = header.clusterSize();
        CompressedCluster cluster =
            new CompressedCluster(file, mapping.host, size, header.compressionType());
        chain.compressed().read(cluster, (int) (position & size - 1), dst);
      }
    }
  }

  /** The backing file may be shorter than the disk. */
  private void readBacking(long position, ByteBuffer dst) {
    long there = backing == null ? 0 : Math.max(0, backing.size() - position);
    int end = dst.limit();
    if (there > 0) {
      dst.limit(dst.position() + (int) Math.min(there, dst.remaining()));
      backing.read(position, dst);
      dst.limit(end);
    }
    fillWithZeros(dst);
  }

  private static void fillWithZeros(ByteBuffer dst) {
    while (dst.hasRemaining()) {
      dst.put(ZEROS, 0, Math.min(ZEROS.length, dst.remaining()));
    }
  }

  /** Closes the whole chain. */
  @Override
  public void close() {
    chain.close();
  }

  @Override
  public String toString() {
    return name();
  }
}
