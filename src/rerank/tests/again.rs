//! Runs that go on from where a rule first acted, against runs from the top: the same list, item by item.

use super::*;
use crate::rerank::bounds::Bounds;
use crate::rerank::compile::Rules;
use crate::rerank::field::Field;
use crate::rerank::layout::{Layout, Lines};
use crate::rerank::pass::{Filled, Filler, Notes, Run, Start};

/// What a world's list is made from.
struct Desk<'a> {
    field: Field,
    rules: Rules,
    layout: Layout,
    scene: Scene<'a>,
    policy: &'a Policy,
}

impl<'a> Desk<'a> {
    fn new(world: &'a World, scene: Scene<'a>) -> Self {
        let (policy, count) = (&world.policy, world.count);
        let field = Field::new(&world.candidates, &scene, policy, count);
        let rules = Rules::settle(&field, &scene, policy, count);
        let layout = Layout::new(&field, &rules, &scene, policy, Lines::All);
        Self { field, rules, layout, scene, policy }
    }

    fn run(&self) -> Run<'_> {
        Run::new((&self.field, &self.scene), (&self.rules, &self.layout), self.policy)
    }

    fn anew(&self, run: Run<'_>, notes: Notes) -> (Filler, Filled) {
        Filler::first(run, self.policy.diversity_mode, notes)
    }
}

fn entries(filled: &Filled) -> Vec<usize> {
    filled.list.iter().map(|pick| pick.entry).collect()
}

/// A list without each constraint that held something off, and without each wish, one after the other with one filler.
fn check(desk: &Desk<'_>) -> Result<(), TestCaseError> {
    let (mut filler, main) = desk.anew(desk.run(), Notes::Yes);
    let types: Vec<usize> = main.list.iter().map(|pick| desk.rules.type_of[pick.entry]).collect();
    let (held, k) = (filler.held(), types.len());
    let without = |g: usize| desk.rules.bounds.without(|other| other == g);
    let suspects: BTreeSet<u16> = main.blocks.iter().map(|(_, g)| *g).collect();
    for &g in &suspects {
        let places: Vec<usize> =
            main.blocks.iter().filter(|(_, other)| *other == g).map(|(at, _)| (*at).into()).collect();
        let bounds: Bounds = without(g.into());
        let run = Run { bounds: &bounds, ..desk.run() };
        let whole = entries(&desk.anew(run, Notes::No).1);
        for until in [places[places.len() - 1] + 1, k] {
            let resumed = filler.again(run, &main, (&types, &held), (Start::Block(places[0]), until));
            prop_assert_eq!(&resumed[..], &whole[..until]);
        }
    }
    let run = desk.run();
    for run in [Run { diversity: 0.0, ..run }, Run { calibration: 0.0, ..run }, run] {
        let again = filler.again(run, &main, (&types, &held), (Start::Top, k));
        prop_assert_eq!(again, entries(&desk.anew(run, Notes::No).1));
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_run_that_goes_on_from_a_mark_gives_the_list_of_a_run_from_the_top(world in worlds()) {
        let similarity = CatalogSimilarity::new(&world.catalog, |a, b| f64::from((a.0 * 7 + b.0 * 7) % 10) / 10.0);
        let labels = Labels::new(&world.catalog);
        let taste = [(ItemIx(0), 1.0), (ItemIx(3), 0.5)];
        let (catalog, labels) = (&world.catalog, &labels);
        let (similarity, traits, taste, exposure, parity) = (&similarity, &Random(&world.leanings), &taste, &[0.4, 1.5], &[0.7]);
        let scene = Scene { catalog, labels, similarity, traits, taste, exposure, parity };
        check(&Desk::new(&world, scene))?;
    }
}
