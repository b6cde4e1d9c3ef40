import { Alert } from '@backstage/ui';
import { MenuItem, TextField } from '@material-ui/core';
import { useEffect } from 'react';

/** A select of the wizard whose choices this portal is configured with. What is not offered gives way to the first that is. */
export function ChoiceSelect(props: {
  id: string;
  label?: string;
  help: string;
  /** Undefined while they are read. */
  choices: { name: string; title: string }[] | undefined;
  /** Why they could not be read. */
  problem?: string;
  value: string | undefined;
  onChange: (name: string | undefined) => void;
}) {
  const { choices, value, onChange } = props;
  const isOffered = choices?.some(choice => choice.name === value) ?? false;
  const first = choices?.at(0)?.name;
  useEffect(() => {
    if (!isOffered && first !== undefined) {
      onChange(first);
    }
  }, [isOffered, first, onChange]);
  if (props.problem) {
    return <Alert status="danger" title={props.problem} />;
  }
  return (
    <TextField
      id={props.id}
      select
      label={props.label}
      helperText={props.help}
      disabled={!choices}
      value={isOffered ? value : ''}
      onChange={event => onChange(event.target.value || undefined)}
      variant="outlined"
      margin="dense"
      fullWidth
    >
      {(choices ?? []).map(choice => (
        <MenuItem key={choice.name} value={choice.name}>
          {choice.title}
        </MenuItem>
      ))}
    </TextField>
  );
}
