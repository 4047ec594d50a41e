package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Draws random operations, always the same ones from the same seed. Each seed also draws how likely
 * each kind is, and leaves some kinds out: filesystems that differ in character find more than
 * filesystems that are all alike.
 */
final class OperationGenerator {

  private record Kind(int weight, Supplier<List<Operation>> draw) {}

  private static final int[] FACTORS = {0, 1, 4, 4, 4, 12};

  private final SplittableRandom random;
  private final List<Kind> kinds = new ArrayList<>();
  private int totalWeight;

  OperationGenerator(SplittableRandom random, TreeModel model, Flavour flavour) {
    this.random = random;
    addNames(new NameDraws(model, random.split()));
    addData(new DataDraws(model, random.split(), flavour.farBits()));
    addAttributes(new AttributeDraws(model, random.split()));
    add(2, () -> List.of(new SubvolumeOperation.Sync()));
    add(1, () -> List.of(new SubvolumeOperation.Remount()));
  }

  private void addNames(NameDraws names) {
    always(20, names::create);
    always(12, names::mkdir);
    add(4, names::symlink);
    add(4, names::special);
    add(2, names::chain);
    add(1, names::many);
    add(12, names::link);
    add(14, names::renameDirectory);
    add(10, names::renameAny);
    add(10, names::renameOver);
    add(8, names::exchange);
    add(6, names::invert);
    add(12, names::unlink);
    add(6, names::rmdir);
    add(3, names::removeDirectory);
    add(1, names::subvolume);
    add(1, names::deleteSubvolume);
  }

  private void addData(DataDraws data) {
    add(10, data::writeSmall);
    add(14, data::write);
    add(6, data::append);
    add(10, data::overwrite);
    add(1, data::writeFar);
    add(6, data::truncate);
    add(8, data::punch);
    add(4, data::allocate);
    add(3, data::zero);
    add(14, data::reflink);
    add(6, data::reflinkFrozen);
    add(6, data::copy);
    add(3, data::dedupe);
    add(4, data::fsync);
  }

  private void addAttributes(AttributeDraws attributes) {
    add(5, attributes::setXattr);
    add(2, attributes::removeXattr);
    add(3, attributes::chmod);
    add(3, attributes::chown);
    add(3, attributes::utimes);
    add(2, attributes::setFlags);
  }

  private void always(int weight, Supplier<List<Operation>> draw) {
    kinds.add(new Kind(weight * 4, draw));
    totalWeight += weight * 4;
  }

  private void add(int weight, Supplier<List<Operation>> draw) {
    int scaled = weight * FACTORS[random.nextInt(FACTORS.length)];
    kinds.add(new Kind(scaled, draw));
    totalWeight += scaled;
  }

  /** At least this many operations, in the order to apply them. */
  List<Operation> draw(int count) {
    List<Operation> operations = new ArrayList<>();
    while (operations.size() < count) {
      operations.addAll(drawOne());
    }
    return operations;
  }

  private List<Operation> drawOne() {
    int ticket = random.nextInt(totalWeight);
    for (Kind kind : kinds) {
      ticket -= kind.weight();
      if (ticket < 0) {
        return kind.draw().get();
      }
    }
    throw new AssertionError("weights do not add up");
  }
}
