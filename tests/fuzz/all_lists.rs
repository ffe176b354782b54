//! All lists of a small world, looked at one by one.

use candor::catalog::Item;
use candor::ids::ItemIx;
use candor::rerank::{Rule, Scope};

use super::world::{World, levels, limits};

impl World {
    /// How many candidates that no rule excludes a group has.
    pub(crate) fn members(&self, rule: u16) -> usize {
        let group = &self.policy.groups[usize::from(rule)];
        self.eligible().into_iter().filter(|&item| group.members.matches(self.item(item))).count()
    }

    fn eligible(&self) -> Vec<ItemIx> {
        let is_barred = |item| self.policy.exclusions.iter().any(|rule| rule.members.matches(self.item(item)));
        self.candidates.iter().map(|candidate| candidate.item).filter(|&item| !is_barred(item)).collect()
    }

    /// Whether any list of a length holds these rules, by looking at all of them; a wish for surprise cannot be among them.
    pub(crate) fn any_holds(&self, rules: &[Rule], length: usize) -> bool {
        self.any_follows(&mut Vec::new(), &self.eligible(), rules, length)
    }

    fn any_follows(&self, list: &mut Vec<ItemIx>, eligible: &[ItemIx], rules: &[Rule], length: usize) -> bool {
        if !rules.iter().all(|rule| self.holds(list, *rule, rules, length)) {
            return false;
        }
        list.len() == length
            || eligible.iter().any(|item| {
                if list.contains(item) {
                    return false;
                }
                list.push(*item);
                let found = self.any_follows(list, eligible, rules, length);
                list.pop();
                found
            })
    }

    /// Whether the beginning of a list holds a rule. What is pinned by one of the rules counts as allowed.
    fn holds(&self, list: &[ItemIx], rule: Rule, rules: &[Rule], length: usize) -> bool {
        let pin = |rule: u16| &self.policy.pins[usize::from(rule)];
        let among = |list: &[ItemIx], is_member: &dyn Fn(&Item) -> bool| {
            let pinned = rules.iter().filter(|rule| match rule {
                Rule::Pin { rule } => {
                    let at = usize::from(pin(*rule).position) - 1;
                    list.get(at).is_some_and(|item| is_member(self.item(*item)))
                }
                Rule::Cap { .. } | Rule::Group { .. } | Rule::Serendipity | Rule::Leakage { .. } => false,
            });
            (list.iter().filter(|item| is_member(self.item(**item))).count(), pinned.count())
        };
        match rule {
            Rule::Pin { rule } => {
                let pin = pin(rule);
                list.get(usize::from(pin.position) - 1).is_none_or(|item| self.item(*item).id == pin.item)
            }
            Rule::Cap { level, label } => {
                let (cap, name) = levels(&self.policy.caps)[level as usize];
                let label = self.labels.text(level, label);
                let (members, pinned) = among(list, &|item| name(item) == Some(label));
                list.len() < length || members <= cap.map_or(members, usize::from).max(pinned)
            }
            Rule::Group { rule } => {
                let group = &self.policy.groups[usize::from(rule)];
                let q = list.len();
                let (members, pinned) = among(list, &|item| group.members.matches(item));
                let (least, most) = limits(group, q, length);
                group.scope == Scope::List && q < length
                    || (least.min(self.members(rule))..=most.max(pinned)).contains(&members)
            }
            Rule::Serendipity | Rule::Leakage { .. } => unreachable!("it was not asked about"),
        }
    }
}
