package io.btrsend.jobs.plan;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendRequest;
import java.util.Map;

/**
 * What one send will write.
 *
 * @param report exact if all file data can be read
 * @param reads bytes of file data by device, each extent counted as often as it is needed
 */
public record PlannedStream(SendRequest request, SendReport report, Map<Device, Long> reads) {}
