package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Draws random operations on files, always the same ones from the same seed. */
final class OperationGenerator {

  private final Lottery<Supplier<List<Operation>>> kinds;

  OperationGenerator(SplittableRandom random, TreeModel model, Flavour flavour) {
    this.kinds = new Lottery<>(random);
    addNames(new NameDraws(model, random.split()));
    Ranges ranges = new Ranges(random.split());
    addData(new DataDraws(model, random.split(), ranges, flavour.farBits()));
    addSharing(new SharingDraws(model, random.split(), ranges));
    addAttributes(new AttributeDraws(model, random.split()));
    kinds.add(2, () -> List.of(new FilesystemOperation.Sync()));
    kinds.add(1, () -> List.of(new FilesystemOperation.Remount()));
  }

  private void addNames(NameDraws names) {
    kinds.addAlways(20, names::create);
    kinds.addAlways(12, names::mkdir);
    kinds.add(4, names::symlink);
    kinds.add(4, names::special);
    kinds.add(2, names::chain);
    kinds.add(1, names::many);
    kinds.add(12, names::link);
    kinds.add(14, names::renameDirectory);
    kinds.add(10, names::renameAny);
    kinds.add(10, names::renameOver);
    kinds.add(8, names::exchange);
    kinds.add(6, names::invert);
    kinds.add(12, names::unlink);
    kinds.add(6, names::rmdir);
    kinds.add(3, names::removeDirectory);
    kinds.add(1, names::swapFile);
    kinds.add(1, names::unlinkHeld);
    kinds.add(1, names::tradePlaces);
    kinds.add(1, names::subvolume);
    kinds.add(1, names::deleteSubvolume);
  }

  private void addData(DataDraws data) {
    kinds.add(10, data::writeSmall);
    kinds.add(14, data::write);
    kinds.add(6, data::append);
    kinds.add(10, data::overwrite);
    kinds.add(1, data::writeFar);
    kinds.add(6, data::truncate);
    kinds.add(8, data::punch);
    kinds.add(4, data::allocate);
    kinds.add(3, data::zero);
    kinds.add(1, data::scatter);
    kinds.add(1, data::defragment);
    kinds.add(4, data::fsync);
  }

  private void addSharing(SharingDraws sharing) {
    kinds.add(14, sharing::reflink);
    kinds.add(6, sharing::reflinkFrozen);
    kinds.add(6, sharing::copy);
    kinds.add(3, sharing::dedupe);
    kinds.add(2, sharing::dedupeFrozen);
  }

  private void addAttributes(AttributeDraws attributes) {
    kinds.add(5, attributes::setXattr);
    kinds.add(2, attributes::removeXattr);
    kinds.add(3, attributes::chmod);
    kinds.add(3, attributes::chown);
    kinds.add(3, attributes::utimes);
    kinds.add(2, attributes::setFlags);
  }

  /** At least this many operations, in the order to apply them. */
  List<Operation> draw(int count) {
    List<Operation> operations = new ArrayList<>();
    while (operations.size() < count) {
      operations.addAll(kinds.draw().get());
    }
    return operations;
  }
}
