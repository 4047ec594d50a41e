package io.btrsend.engine.volume;

/** Receives the places of a logical range, see {@link Volume#visitPlaces}. */
@FunctionalInterface
public interface PlaceVisitor {
  void visit(Place place);
}
