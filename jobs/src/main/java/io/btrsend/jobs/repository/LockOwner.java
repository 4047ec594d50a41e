package io.btrsend.jobs.repository;

import com.typesafe.config.Config;
import io.btrsend.engine.text.JsonText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Who holds or held the lock of a repository.
 *
 * @param token names it, unlike any other
 * @param boot the id of the boot of the host, with that of the namespace of process ids: processes
 *     with the same one can see each other; empty if the system tells none
 * @param started when the process was started, as the system tells it; process ids are used again
 */
record LockOwner(String token, String host, String boot, long process, String started) {
  private static final int VERSION = 1;
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

  /** This process. */
  static LockOwner self(String token) throws IOException {
    ProcessHandle process = ProcessHandle.current();
    return new LockOwner(token, hostName(), currentBoot(), process.pid(), startOf(process));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A host that does not know its own address has told its name in the message, if at all.
      return "unknown";
    }
  }

  private static String currentBoot() throws IOException {
    if (!Files.isReadable(BOOT_ID) || !Files.isSymbolicLink(NAMESPACE)) {
      return "";
    }
    return Files.readString(BOOT_ID).strip() + " " + Files.readSymbolicLink(NAMESPACE);
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  /** Whether it is certain that the process has ended: it would be seen from here. */
  boolean isGone() throws IOException {
    if (boot.isEmpty() || !boot.equals(currentBoot())) {
      return false;
    }
    Optional<ProcessHandle> found = ProcessHandle.of(process);
    return found.isEmpty() || !startOf(found.get()).equals(started);
  }

  byte[] json() {
    JsonText json = JsonText.document(VERSION);
    json.string("token", token);
    json.string("host", host);
    json.string("boot", boot);
    json.string("process", Long.toString(process));
    json.string("process_started", started);
    return SealedJson.seal(json);
  }

  static LockOwner read(byte[] bytes, String name) {
    return SealedJson.open(bytes, name, VERSION, LockOwner::owner);
  }

  private static LockOwner owner(Config json) {
    return new LockOwner(
        json.getString("token"),
        json.getString("host"),
        json.getString("boot"),
        Long.parseLong(json.getString("process")),
        json.getString("process_started"));
  }

  @Override
  public String toString() {
    return "process " + process + " on " + host;
  }
}
