package io.btrsend.config;

/** A setting is invalid; the message names the key, the value and the expectation. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Of a file that has the setting. */
  public SettingsException(String message) {
    super(message);
  }

  SettingsException(String key, String value, String expectation) {
    super("setting " + key + " = " + value + ": expected " + expectation);
  }
}
