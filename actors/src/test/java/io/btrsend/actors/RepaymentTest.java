package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RepaymentTest {
  @Test
  void isPaidAQuarterOfAllAtATime() {
    Repayment repayment = new Repayment(40);
    assertEquals(0, repayment.owe(4));
    assertEquals(0, repayment.owe(5));
    assertEquals(12, repayment.owe(3));
    assertEquals(0, repayment.owe(9));
  }

  @Test
  void smallCreditIsPaidAtOnce() {
    assertEquals(1, new Repayment(1).owe(1));
    assertEquals(1, new Repayment(7).owe(1));
  }
}
