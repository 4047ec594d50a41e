package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import io.btrsend.actors.FakeSend.FakeBatch;
import io.btrsend.actors.FakeSend.FakeSegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private static final long SEED = Long.getLong("btrsend.queue.seed", new Random().nextInt());
  private static final int COMMAND_BYTES = 40 * FakeSend.BUFFER_SIZE;

  private final TestInbox<PathResolver.Command> resolver = TestInbox.create();
  private final TestInbox<OrderingSink.Command> sink = TestInbox.create();
  private final List<TestInbox<ExtentWorker.Command>> workers = new ArrayList<>();
  private final BehaviorTestKit<WorkQueue.Command> queue =
      BehaviorTestKit.create(WorkQueue.create(COMMAND_BYTES));

  WorkQueueTest() {
    for (int i = 0; i < 3; i++) {
      workers.add(TestInbox.create());
    }
  }

  private void ready(int worker) {
    queue.run(new WorkQueue.WorkerReady(workers.get(worker).getRef()));
  }

  private void submitBatch(long number) {
    queue.run(new WorkQueue.SubmitBatch(number, new FakeBatch(number, 1), resolver.getRef()));
  }

  private void submitSegment(long number, int bytes) {
    queue.run(
        new WorkQueue.SubmitSegment(number, new FakeSegment(number, bytes), resolver.getRef()));
  }

  private void grant(int buffers) {
    queue.run(new WorkQueue.GrantBuffers(buffers, sink.getRef()));
  }

  /** What the worker was given since it was asked last: "g3", "r7". */
  private List<String> given(int worker) {
    return workers.get(worker).getAllReceived().stream().map(WorkQueueTest::task).toList();
  }

  private static String task(ExtentWorker.Command command) {
    return command instanceof ExtentWorker.Render render
        ? "r" + render.number()
        : "g" + ((ExtentWorker.Gather) command).number();
  }

  @Test
  void rendersBeforeItGathers() {
    grant(1);
    submitBatch(0);
    submitSegment(0, 1);
    ready(0);
    assertEquals(List.of("r0"), given(0));
    ready(0);
    assertEquals(List.of("g0"), given(0));
  }

  @Test
  void gathersWhileThereAreNoBuffers() {
    submitSegment(0, 1);
    submitBatch(0);
    ready(0);
    assertEquals(List.of("g0"), given(0));
    ready(0);
    assertEquals(List.of(), given(0));
    grant(1);
    assertEquals(List.of("r0"), given(0));
  }

  @Test
  void answersGoWhereTheyAreAwaited() {
    grant(1);
    submitSegment(0, 1);
    submitBatch(0);
    ready(0);
    ready(1);
    var render = (ExtentWorker.Render) workers.get(0).receiveMessage();
    assertEquals(sink.getRef(), render.replyTo());
    var gather = (ExtentWorker.Gather) workers.get(1).receiveMessage();
    assertEquals(resolver.getRef(), gather.replyTo());
  }

  /**
   * Random schedules against a model: a plain list of what is waiting. Tasks leave in the order in
   * which they came, to the worker that has been idle for longest; nobody is idle while there is
   * something to do; nothing is rendered without a buffer; all credit for commands comes back, but
   * for less than a quarter of it.
   */
  @Test
  void behavesAsTheModelDoesInRandomSchedules() {
    System.out.println("work queue: -Dbtrsend.queue.seed=" + SEED);
    Random random = new Random(SEED);
    Model model = new Model();
    for (int step = 0; step < 20_000; step++) {
      switch (random.nextInt(4)) {
        case 0 -> model.submitBatch();
        case 1 -> model.submitSegment(1 + random.nextInt(3 * FakeSend.BUFFER_SIZE));
        case 2 -> model.grant(random.nextInt(3));
        default -> model.ready(random.nextInt(workers.size()));
      }
      model.check();
    }
    assertTrue(model.rendered > 1000, "rendered " + model.rendered);
  }

  private final class Model {
    private final Queue<Integer> idle = new ArrayDeque<>();
    private final Queue<String> batches = new ArrayDeque<>();
    private final Queue<String> segments = new ArrayDeque<>();
    private final Map<String, Long> costs = new HashMap<>();
    private final Map<Integer, List<String>> expected = new HashMap<>();
    private long submittedBatches;
    private long submittedSegments;
    private long rendered;
    private int buffers;
    private long owed;

    void submitBatch() {
      batches.add("g" + submittedBatches);
      WorkQueueTest.this.submitBatch(submittedBatches);
      submittedBatches++;
      giveWork();
    }

    void submitSegment(int bytes) {
      String name = "r" + submittedSegments;
      segments.add(name);
      costs.put(name, (long) PathResolver.cost(new FakeSegment(submittedSegments, bytes)));
      WorkQueueTest.this.submitSegment(submittedSegments, bytes);
      submittedSegments++;
      giveWork();
    }

    void grant(int more) {
      buffers += more;
      WorkQueueTest.this.grant(more);
      giveWork();
    }

    void ready(int worker) {
      if (!idle.contains(worker)) {
        idle.add(worker);
        WorkQueueTest.this.ready(worker);
        giveWork();
      }
    }

    private void giveWork() {
      while (!idle.isEmpty()) {
        String task = buffers > 0 && !segments.isEmpty() ? segments.remove() : batches.poll();
        if (task == null) {
          return;
        }
        if (costs.containsKey(task)) {
          buffers--;
          rendered++;
          owed += costs.remove(task);
        }
        expected.computeIfAbsent(idle.remove(), worker -> new ArrayList<>()).add(task);
      }
    }

    void check() {
      for (int worker = 0; worker < workers.size(); worker++) {
        List<String> tasks = expected.getOrDefault(worker, List.of());
        assertEquals(tasks, given(worker), "worker " + worker);
      }
      expected.clear();
      for (PathResolver.Command message : resolver.getAllReceived()) {
        owed -= ((PathResolver.SegmentsTaken) message).commandBytes();
      }
      assertTrue(owed >= 0 && owed < COMMAND_BYTES / 4, "owed " + owed);
    }
  }
}
