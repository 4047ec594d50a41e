package io.btrsend.jobs.report;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.image.Layer;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.engine.text.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A file, device or export that a device's image comes from.
 *
 * @param allocated bytes that a file takes where it is stored, if that is known
 */
public record ImageLayer(Layer layer, OptionalLong allocated) {

  static List<ImageLayer> of(Device device) {
    List<ImageLayer> layers = new ArrayList<>();
    for (Layer layer : device.layers()) {
      layers.add(
          new ImageLayer(
              layer,
              layer.file() == null ? OptionalLong.empty() : AllocatedSpace.of(layer.file())));
    }
    return layers;
  }

  /** For people. */
  String line() {
    String role =
        switch (layer.role()) {
          case IMAGE -> "image";
          case DATA_FILE -> "data file";
          case BACKING_FILE -> "backing file";
        };
    return String.format(
        "%-12s %-21s %10s, %s%s",
        role,
        layer.format() + (layer.viaQemu() ? " via qemu-nbd" : ""),
        ByteSize.format(layer.size()),
        allocated.isPresent() ? ByteSize.format(allocated.getAsLong()) + " allocated, " : "",
        layer.name());
  }

  /** For programs: one object. */
  void addTo(JsonText json) {
    json.beginObject();
    json.string("role", layer.role().name().toLowerCase(Locale.ROOT));
    json.string("format", layer.format().replace(' ', '_'));
    json.flag("via_qemu", layer.viaQemu());
    json.name("name", layer.name());
    json.number("size", layer.size());
    if (allocated.isPresent()) {
      json.number("allocated", allocated.getAsLong());
    }
    json.endObject();
  }
}
