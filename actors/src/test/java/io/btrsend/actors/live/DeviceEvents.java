package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws what people do with devices and with the filesystem as a whole. Most of it takes long. */
final class DeviceEvents {

  private static final List<String> BALANCES =
      List.of("-d", "-m", "-d -m", "--full-balance", "-dusage=60", "-dlimit=1", "-mlimit=1");

  /** Profiles to convert to, each with the devices it takes at least. */
  private record Profile(String name, int devices) {}

  private static final List<Profile> PROFILES =
      List.of(
          new Profile("single", 1),
          new Profile("dup", 1),
          new Profile("raid0", 2),
          new Profile("raid1", 2),
          new Profile("raid10", 2),
          new Profile("raid5", 2),
          new Profile("raid1c3", 3),
          new Profile("raid6", 3));

  private static final long MIN_SIZE = 320L << 20;
  private static final long SIZE_STEP = 16L << 20;

  private final SplittableRandom random;
  private final History history;
  private final FilesystemSettings settings;
  private final Flavour flavour;
  private final Lottery<Runnable> events;
  private int devices;

  DeviceEvents(
      SplittableRandom random, History history, FilesystemSettings settings, Flavour flavour) {
    this.random = random;
    this.flavour = flavour;
    this.history = history;
    this.settings = settings;
    this.devices = settings.devices();
    this.events = new Lottery<>(random);
    events.addAlways(3, () -> add(new FilesystemOperation.RemountWith(options())));
    events.add(2, () -> add(new FilesystemOperation.Quota(new int[] {1, 2, 4}[random.nextInt(3)])));
    events.add(2, this::resize);
    events.add(2, this::balance);
    events.add(2, this::convert);
    events.add(2, this::addDevice);
    events.add(2, this::removeDevice);
    events.add(1, () -> add(new FilesystemOperation.ReplaceDevice(anyDevice())));
  }

  void drawOne() {
    events.draw().run();
  }

  private void add(Operation operation) {
    history.add(operation);
  }

  private String options() {
    return SettingsDraw.mountOptions(random, flavour);
  }

  private int anyDevice() {
    return random.nextInt(devices);
  }

  private void resize() {
    long steps = (settings.deviceSize() - MIN_SIZE) / SIZE_STEP;
    long size = MIN_SIZE + random.nextLong(steps + 1) * SIZE_STEP;
    add(new FilesystemOperation.Resize(anyDevice(), size));
  }

  private void balance() {
    add(new FilesystemOperation.Balance(BALANCES.get(random.nextInt(BALANCES.size()))));
  }

  private void convert() {
    List<String> possible = new ArrayList<>();
    for (Profile profile : PROFILES) {
      if (profile.devices() <= devices) {
        possible.add(profile.name());
      }
    }
    String data = possible.get(random.nextInt(possible.size()));
    String metadata = possible.get(random.nextInt(possible.size()));
    String soft = random.nextBoolean() ? ",soft" : "";
    add(
        new FilesystemOperation.Balance(
            "-f -dconvert=" + data + soft + " -mconvert=" + metadata + soft));
  }

  private void addDevice() {
    add(new FilesystemOperation.AddDevice());
    devices++;
  }

  private void removeDevice() {
    if (devices > 1) {
      add(new FilesystemOperation.RemoveDevice(anyDevice()));
      devices--;
    }
  }
}
