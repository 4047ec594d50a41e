package io.btrsend.engine.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaxRecordsTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 91, 92, 93, 94, 95, 989, 990, 991, 992, 993, 994, 99_999})
  void aRecordBeginsWithItsOwnLength(int length) {
    PaxRecords records = new PaxRecords();
    records.add("key", "v".repeat(length));
    String record = new String(records.toBytes(), ISO_8859_1);
    int space = record.indexOf(' ');
    assertEquals(record.length(), Integer.parseInt(record.substring(0, space)));
    assertEquals("key=" + "v".repeat(length) + "\n", record.substring(space + 1));
  }
}
